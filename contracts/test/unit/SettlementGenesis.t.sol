// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract SettlementGenesisTest is VenueTest {
    function test_GenesisIsBatchZero() public {
        _postGenesis();
        vm.assertEq(settlement.batchCount(), 1, "one batch");
        vm.assertEq(settlement.lastRoot(), GENESIS_ROOT, "root");
    }

    function test_GenesisConsumesNoRequestThatCameBeforeIt() public {
        _deposit(ALICE, BOB, DEPOSIT);
        Header memory header = _genesisHeader();
        header.queueCursor = 1;
        header.queueHash = vault.prefixAt(1);
        _refused(header, GENESIS, abi.encodeWithSelector(SettlementErrors.GenesisNotEmpty.selector));
        _postGenesis();
    }

    function test_RefusesABondThatIsNotWhole() public {
        Terms memory terms = _terms();
        terms.minimumBond = BOND + 1;
        vault = _deployVault(_created(1), _created(2));
        terms.vault = address(vault);
        settlement = _deploySettlement(terms);
        _bond(BOND);
        bytes memory refusal = abi.encodeWithSelector(SettlementErrors.BondTooSmall.selector, BOND, BOND + 1);
        _refused(_genesisHeader(), GENESIS, refusal);
        _bond(1);
        _postGenesis();
    }

    function test_RefusesOtherGenesisBytes() public {
        Header memory header = _genesisHeader();
        bytes memory given = "other genesis";
        header.dataHash = _dataHash(given);
        bytes32 expected = keccak256(GENESIS);
        bytes4 selector = SettlementErrors.WrongGenesisHash.selector;
        _refused(header, given, abi.encodeWithSelector(selector, keccak256(given), expected));
    }

    function test_RefusesAnotherGenesisRoot() public {
        Header memory header = _genesisHeader();
        header.newRoot = RULES;
        bytes4 selector = SettlementErrors.WrongGenesisRoot.selector;
        _refused(header, GENESIS, abi.encodeWithSelector(selector, RULES, GENESIS_ROOT));
    }

    function test_RefusesAGenesisThatCarriesAnythingElse() public {
        bytes memory refusal = abi.encodeWithSelector(SettlementErrors.GenesisNotEmpty.selector);
        Header memory header = _genesisHeader();
        header.prevRoot = RULES;
        _refused(header, GENESIS, refusal);
        header = _genesisHeader();
        header.inputsRoot = RULES;
        _refused(header, GENESIS, refusal);
        header = _genesisHeader();
        header.withdrawalsRoot = RULES;
        _refused(header, GENESIS, refusal);
        header = _genesisHeader();
        header.firstSeq = 1;
        _refused(header, GENESIS, refusal);
        header = _genesisHeader();
        header.lastSeq = 1;
        _refused(header, GENESIS, refusal);
    }

    function test_RefusesAGenesisInTwoChunks() public {
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.GenesisNotOneChunk.selector, 2));
        settlement.post(_genesisHeader(), 2, GENESIS);
    }

    function test_RefusesAnyOtherBatchFirst() public {
        Header memory header = _genesisHeader();
        header.number = 1;
        _refused(header, GENESIS, abi.encodeWithSelector(SettlementErrors.WrongNumber.selector, 1, 0));
    }

    function _refused(Header memory header, bytes memory data, bytes memory refusal) private {
        vm.prank(OPERATOR, OPERATOR);
        vm.expectRevert(refusal);
        settlement.post(header, 1, data);
    }
}
